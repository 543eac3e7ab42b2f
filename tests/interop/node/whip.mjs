// WHIP (RFC 9725) for stacks that bring none: an offer out, an answer in, DELETE at the end.

/** Opens a session; the answer holds its address and SDP. */
export async function post(endpoint, offer) {
  const headers = { 'content-type': 'application/sdp' };
  const response = await fetch(endpoint, { method: 'POST', headers, body: offer });
  const body = await response.text();
  if (response.status !== 201)
    throw new Error(`POST was answered with ${response.status}: ${body}`);
  return { address: new URL(response.headers.get('location'), endpoint), answer: body };
}

/** Ends a session; the answer is the status. */
export async function hangUp(address) {
  return (await fetch(address, { method: 'DELETE' })).status;
}
