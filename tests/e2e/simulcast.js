// Shows a picture at three sizes to a call, stops the largest on the way, and resolves with the widths that
// somebody else in the call was shown, in order.
async ({ call, limitMs }) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
  const brush = canvas.getContext('2d');
  let turn = 0;
  const painting = setInterval(() => {
    turn += 1;
    for (let x = 0; x < canvas.width; x += 80) {
      brush.fillStyle = `hsl(${(x + turn * 5) % 360} 80% 50%)`;
      brush.fillRect(x, 0, 80, canvas.height);
    }
  }, 100);

  const resources = [];
  const connect = async (peer, endpoint) => {
    await peer.setLocalDescription();
    const response = await fetch(`${endpoint}?call=${call}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: peer.localDescription.sdp,
    });
    resources.push(response.headers.get('Location'));
    await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  };

  const painter = new RTCPeerConnection();
  const { sender } = painter.addTransceiver(canvas.captureStream(10).getVideoTracks()[0], {
    direction: 'sendonly',
    sendEncodings: [
      { rid: 'q', scaleResolutionDownBy: 4 },
      { rid: 'h', scaleResolutionDownBy: 2 },
      { rid: 'f' },
    ],
  });
  await connect(painter, 'whip');

  const screen = Object.assign(document.createElement('video'), { muted: true });
  document.body.append(screen);
  const watcher = new RTCPeerConnection();
  watcher.ontrack = ({ track }) => {
    screen.srcObject = new MediaStream([track]);
    screen.play();
  };
  watcher.addTransceiver('video', { direction: 'recvonly' });
  await connect(watcher, 'whep');

  const widths = [];
  const deadline = performance.now() + limitMs;
  const shown = async (width) => {
    while (screen.videoWidth !== width) {
      if (performance.now() > deadline) {
        throw new Error(`never ${width} pixels wide, but ${widths}: ${watcher.connectionState}`);
      }
      if (screen.videoWidth !== 0 && screen.videoWidth !== widths.at(-1)) {
        widths.push(screen.videoWidth);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    widths.push(width);
  };
  await shown(canvas.width);
  const parameters = sender.getParameters();
  parameters.encodings[2].active = false;
  await sender.setParameters(parameters);
  await shown(canvas.width / 2);

  clearInterval(painting);
  await Promise.all(resources.map((resource) => fetch(resource, { method: 'DELETE' })));
  painter.close();
  watcher.close();
  return widths;
}
