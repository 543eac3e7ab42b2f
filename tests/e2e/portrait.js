// Runs before the page's own scripts: whoever opens the camera films somebody painted, who breathes and blinks.
(() => {
  const look = LOOK;

  function ellipse(brush, x, y, width, height, color) {
    brush.fillStyle = color;
    brush.beginPath();
    brush.ellipse(x, y, width, height, 0, 0, Math.PI * 2);
    brush.fill();
  }

  function room(brush) {
    const wall = brush.createLinearGradient(0, 0, 640, 360);
    wall.addColorStop(0, look.wall[0]);
    wall.addColorStop(1, look.wall[1]);
    brush.fillStyle = wall;
    brush.fillRect(0, 0, 640, 360);
    ellipse(brush, 560, 60, 150, 150, 'rgb(255 255 255 / 10%)');
    ellipse(brush, 70, 330, 120, 120, 'rgb(0 0 0 / 6%)');
  }

  function person(brush, time) {
    const breath = Math.sin(time / 900) * 3;
    const sway = Math.sin(time / 1700) * 4;
    const x = 320 + sway;
    brush.fillStyle = look.shirt;
    brush.beginPath();
    brush.moveTo(140, 380);
    brush.bezierCurveTo(150, 270 + breath, 250, 262 + breath, x, 258 + breath);
    brush.bezierCurveTo(390, 262 + breath, 490, 270 + breath, 500, 380);
    brush.fill();
    ellipse(brush, x, 150 + breath, look.hair.width, look.hair.height, look.hair.color);
    brush.fillStyle = look.skin;
    brush.fillRect(x - 26, 215 + breath, 52, 52);
    ellipse(brush, x, 262 + breath, 40, 20, look.skin);
    ellipse(brush, x, 165 + breath, 66, 80, look.skin);
    brush.fillStyle = look.hair.color;
    brush.beginPath();
    brush.ellipse(x, 118 + breath, 70, look.hair.fringe, 0, Math.PI, 0);
    brush.fill();
    const open = time % 3600 < 140 ? 1 : 7;
    for (const side of [-1, 1]) {
      ellipse(brush, x + side * 25, 160 + breath, 6, open, '#2b2320');
      brush.strokeStyle = look.hair.color;
      brush.lineWidth = 5;
      brush.lineCap = 'round';
      brush.beginPath();
      brush.moveTo(x + side * 15, 140 + breath);
      brush.lineTo(x + side * 36, 139 + breath);
      brush.stroke();
    }
    mouth(brush, x, 203 + breath, look.talks ? Math.abs(Math.sin(time / 130)) * 9 : 0);
  }

  function mouth(brush, x, y, opened) {
    if (opened > 2) {
      ellipse(brush, x, y, 17, opened, '#7d2f2f');
      return;
    }
    brush.strokeStyle = '#8a3d37';
    brush.lineWidth = 5;
    brush.beginPath();
    brush.arc(x, y - 16, 24, Math.PI * 0.25, Math.PI * 0.75);
    brush.stroke();
  }

  function film() {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
    const brush = canvas.getContext('2d');
    const paint = () => {
      room(brush);
      person(brush, performance.now());
    };
    paint();
    setInterval(paint, 66);
    return canvas.captureStream(15);
  }

  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wish) => (wish.video ? film() : open(wish));
})();
