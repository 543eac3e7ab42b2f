// What is on a screen of that name now: its width, how many frames it has shown, the mean of its light and how
// far that goes from darkest to brightest; null while there is nothing.
(label) => {
  const video = document.querySelector(`video[aria-label="${label}"]`);
  if (video === null || video.videoWidth === 0) {
    return null;
  }
  const sample = new OffscreenCanvas(32, 18).getContext('2d');
  sample.drawImage(video, 0, 0, 32, 18);
  const { data } = sample.getImageData(0, 0, 32, 18);
  const light = [];
  for (let at = 0; at < data.length; at += 4) {
    light.push((data[at] + data[at + 1] + data[at + 2]) / 3);
  }
  return {
    width: video.videoWidth,
    frames: video.getVideoPlaybackQuality().totalVideoFrames,
    mean: light.reduce((sum, value) => sum + value, 0) / light.length,
    spread: Math.max(...light) - Math.min(...light),
  };
}
