// What Chromium itself takes from the microphone to the ear: two peer connections in one page, no server.
async () => {
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const speaking = new RTCPeerConnection();
  const hearing = new RTCPeerConnection();
  speaking.onicecandidate = ({ candidate }) => hearing.addIceCandidate(candidate);
  hearing.onicecandidate = ({ candidate }) => speaking.addIceCandidate(candidate);
  hearing.ontrack = ({ streams }) => {
    // Chromium keeps a remote stream silent in Web Audio unless an element plays it as well.
    const element = document.body.appendChild(document.createElement('audio'));
    element.muted = true;
    element.autoplay = true;
    element.srcObject = streams[0];
  };
  const connected = new Promise((resolve) => {
    hearing.onconnectionstatechange = () => {
      if (hearing.connectionState === 'connected') {
        resolve();
      }
    };
  });
  speaking.addTrack(microphone.getAudioTracks()[0], microphone);
  await speaking.setLocalDescription();
  await hearing.setRemoteDescription(speaking.localDescription);
  await hearing.setLocalDescription();
  await speaking.setRemoteDescription(hearing.localDescription);
  await connected;
}
