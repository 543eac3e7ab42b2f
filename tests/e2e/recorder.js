// Runs before the page's own scripts and listens in on what they do: the microphone they open, the audio
// that comes back, and what they play. Nothing is changed on its way.
(() => {
  const SOURCES = ['microphone', 'remote', 'speaker'];
  const streams = {};
  const peers = [];
  let tape = null;

  class Tape {
    /** Without a worklet where the page's Content-Security-Policy holds: then the page's own thread records. */
    static async begin(worklet) {
      const context = new AudioContext({ sampleRate: 48_000 });
      if (worklet === undefined) {
        return new Tape(context, ownThread(context));
      }
      await context.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })));
      const node = new AudioWorkletNode(context, 'recorder', {
        numberOfInputs: SOURCES.length,
        numberOfOutputs: 0,
      });
      return new Tape(context, { node, port: node.port });
    }

    constructor(context, { node, port }) {
      this.context = context;
      this.blocks = [];
      this.samples = 0;
      this.sources = {};
      this.node = node;
      port.onmessage = ({ data }) => {
        this.blocks.push(data);
        this.samples += data[0].length;
      };
      for (const name of SOURCES) {
        this.plug(name);
      }
    }

    plug(name) {
      this.sources[name]?.disconnect();
      if (streams[name] !== undefined) {
        this.sources[name] = this.context.createMediaStreamSource(streams[name]);
        this.sources[name].connect(this.node, 0, SOURCES.indexOf(name));
      }
    }

    /** 16-bit samples in base64, one text per source. */
    async end() {
      await this.context.close();
      const rows = SOURCES.map((_, index) => encode(this.blocks.map((block) => block[index])));
      return Object.fromEntries(SOURCES.map((name, index) => [name, rows[index]]));
    }
  }

  function ownThread(context) {
    const node = new ChannelMergerNode(context, { numberOfInputs: SOURCES.length });
    const processor = context.createScriptProcessor(16_384, SOURCES.length, 1);
    const port = {};
    processor.onaudioprocess = ({ inputBuffer }) =>
      port.onmessage({ data: SOURCES.map((_, index) => inputBuffer.getChannelData(index).slice()) });
    connect.call(node, processor);
    connect.call(processor, context.destination);
    return { node, port };
  }

  function encode(blocks) {
    const samples = blocks.flatMap((block) => [...block]);
    const words = Int16Array.from(samples, (x) => Math.max(-1, Math.min(1, x)) * 32_767);
    const bytes = new Uint8Array(words.buffer);
    let text = '';
    for (let at = 0; at < bytes.length; at += 32_768) {
      text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    }
    return btoa(text);
  }

  function found(name, stream) {
    streams[name] = stream;
    tape?.plug(name);
  }

  const devices = navigator.mediaDevices;
  const getUserMedia = devices?.getUserMedia.bind(devices);
  if (getUserMedia !== undefined) {
    devices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      if (stream.getAudioTracks().length > 0) {
        found('microphone', stream);
      }
      return stream;
    };
  }

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...options) {
      super(...options);
      peers.push(this);
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'audio') {
          found('remote', new MediaStream([track]));
        }
      });
    }
  };

  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      const tap = this.context.createMediaStreamDestination();
      connect.call(this, tap);
      found('speaker', tap.stream);
    }
    return connect.call(this, target, ...rest);
  };

  const violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    violations.push(`${violatedDirective} ${blockedURI}`);
  });

  window.recorder = {
    violations,
    peers,
    streams,
    begin: async (worklet) => {
      tape = await Tape.begin(worklet);
    },
    label: () => streams.microphone?.getTracks()[0]?.label,
    seconds: () => (tape === null ? 0 : tape.samples / tape.context.sampleRate),
    end: () => tape.end(),
    stats: async () => {
      const report = await peers.at(-1).getStats();
      return [...report.values()];
    },
  };
})();
