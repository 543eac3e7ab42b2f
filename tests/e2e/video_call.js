// Shows a colour to the server and resolves with the colour that comes back: [red, green, blue].
async ({ path, color, limitMs }) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
  const brush = canvas.getContext('2d');
  const painting = setInterval(() => {
    brush.fillStyle = color;
    brush.fillRect(0, 0, canvas.width, canvas.height);
  }, 50);
  const screen = Object.assign(document.createElement('video'), { muted: true });
  document.body.append(screen);

  const peer = new RTCPeerConnection();
  peer.addTrack(canvas.captureStream(20).getVideoTracks()[0]);
  peer.ontrack = ({ track }) => {
    screen.srcObject = new MediaStream([track]);
    screen.play();
  };
  await peer.setLocalDescription();
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: peer.localDescription.sdp,
  });
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });

  const shown = () => {
    const sample = new OffscreenCanvas(1, 1).getContext('2d');
    sample.drawImage(screen, 0, 0, 1, 1);
    return [...sample.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const deadline = performance.now() + limitMs;
  while (screen.videoWidth === 0 || shown().every((part) => part === 0)) {
    if (performance.now() > deadline) {
      throw new Error(`no picture: ${peer.connectionState}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  clearInterval(painting);
  await fetch(response.headers.get('Location'), { method: 'DELETE' });
  peer.close();
  return shown();
}
