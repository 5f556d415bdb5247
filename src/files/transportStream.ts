/** MPEG transport streams (ITU-T H.222.0), as much of them as lies in memory. */

/** Where packets begin in a buffer, and how far apart they are: some recorders add four bytes, others sixteen. */
export interface Layout {
  readonly first: number;
  readonly stride: number;
}

/** Bytes of a packet, and the byte that each begins with. */
const [packetLength, sync] = [188, 0x47];
const strides = [188, 192, 204];
/** Packets that must follow each other before they are believed to be some. */
const packetsMin = 5;
/** The sections and streams of hostile files that are looked at. */
const [programsMax, streamsMax, sectionMax] = [16, 32, 1024];

/** Undefined where no packets are found. */
export function findLayout(bytes: Uint8Array): Layout | undefined {
  for (const stride of strides) {
    for (let first = 0; first < stride; first++) {
      let count = 0;
      let at = first;
      while (count < packetsMin && bytes[at] === sync) {
        count += 1;
        at += stride;
      }
      if (count === packetsMin || (count > 0 && at >= bytes.length && count >= 2)) {
        return { first, stride };
      }
    }
  }
  return undefined;
}

export interface Stream {
  readonly pid: number;
  readonly type: number;
  /** What a registration or a broadcaster's descriptor calls it, such as `AC-3` or `Opus`. */
  readonly name: string | undefined;
  /** Presentation times in ticks of 90 kHz modulo 2^33, in the order of the file. */
  readonly shown: number[];
  /** Decoding times likewise. */
  readonly decoded: number[];
  /** The start of what it carries. */
  readonly parts: Buffer[];
  length: number;
}

/** Reads packets of a program: its tables, its streams' times, and how the streams begin. */
export class TransportStream {
  readonly streams = new Map<number, Stream>();
  readonly #programs = new Set<number>();
  /** Sections of tables that are not complete, by PID. */
  readonly #sections = new Map<number, Buffer>();
  /** Bytes that are kept of what each stream carries. */
  readonly #keptMax: number;

  constructor(keptMax: number) {
    this.#keptMax = keptMax;
  }

  /** Reads all packets in a part of the file. */
  read(bytes: Buffer, { first, stride }: Layout): void {
    for (let at = first; at + packetLength <= bytes.length; at += stride) {
      if (bytes[at] === sync) this.#packet(bytes.subarray(at, at + packetLength));
    }
    // What comes next begins elsewhere.
    this.#sections.clear();
  }

  #packet(packet: Buffer): void {
    const isStart = (packet.readUInt8(1) & 0x40) !== 0;
    const isBroken = (packet.readUInt8(1) & 0x80) !== 0;
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const control = packet.readUInt8(3);
    if (isBroken || (control & 0x10) === 0) return;
    const payload = packet.subarray(control & 0x20 ? 5 + packet.readUInt8(4) : 4);
    if (payload.length === 0) return;
    const stream = this.streams.get(pid);
    if (pid === 0 || this.#programs.has(pid)) this.#section(pid, payload, isStart);
    else if (stream !== undefined) this.#media(stream, payload, isStart);
  }

  #section(pid: number, payload: Buffer, isStart: boolean): void {
    const before = this.#sections.get(pid);
    if (!isStart && before === undefined) return;
    const section = isStart
      ? payload.subarray(1 + payload.readUInt8(0))
      : Buffer.concat([before ?? Buffer.alloc(0), payload]);
    if (section.length < 3) return;
    const length = 3 + (section.readUInt16BE(1) & 0xfff);
    if (section.length < length) {
      if (section.length < sectionMax && this.#sections.size < programsMax) {
        this.#sections.set(pid, section);
      }
      return;
    }
    this.#sections.delete(pid);
    // The last four bytes are a checksum.
    if (pid === 0) this.#association(section.subarray(0, length - 4));
    else this.#map(section.subarray(0, length - 4));
  }

  #association(section: Buffer): void {
    for (let at = 8; at + 4 <= section.length; at += 4) {
      const isProgram = section.readUInt16BE(at) !== 0;
      const pid = section.readUInt16BE(at + 2) & 0x1fff;
      if (isProgram && this.#programs.size < programsMax) this.#programs.add(pid);
    }
  }

  #map(section: Buffer): void {
    if (section[0] !== 2 || section.length < 12) return;
    let at = 12 + (section.readUInt16BE(10) & 0xfff);
    while (at + 5 <= section.length && this.streams.size < streamsMax) {
      const pid = section.readUInt16BE(at + 1) & 0x1fff;
      const end = at + 5 + (section.readUInt16BE(at + 3) & 0xfff);
      if (!this.streams.has(pid)) {
        const name = nameOf(section.subarray(at + 5, end));
        const type = section.readUInt8(at);
        this.streams.set(pid, { pid, type, name, shown: [], decoded: [], parts: [], length: 0 });
      }
      at = end;
    }
  }

  #media(stream: Stream, payload: Buffer, isStart: boolean): void {
    let content = payload;
    if (isStart) {
      if (payload.length < 9 || payload.readUIntBE(0, 3) !== 1) return;
      const flags = payload.readUInt8(7);
      if (flags & 0x80 && payload.length >= 14) {
        const shown = readTime(payload, 9);
        stream.shown.push(shown);
        const hasDecoded = (flags & 0x40) !== 0 && payload.length >= 19;
        stream.decoded.push(hasDecoded ? readTime(payload, 14) : shown);
      }
      content = payload.subarray(9 + payload.readUInt8(8));
    } else if (stream.parts.length === 0) {
      return;
    }
    if (stream.length < this.#keptMax) {
      stream.parts.push(content);
      stream.length += content.length;
    }
  }
}

/** 33 bits of a time, spread over five bytes. */
function readTime(bytes: Buffer, at: number): number {
  const high = (bytes.readUInt8(at) >> 1) & 7;
  const middle = bytes.readUInt16BE(at + 1) >> 1;
  const low = bytes.readUInt16BE(at + 3) >> 1;
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/** Ticks after which times begin anew. */
const wrap = 2 ** 33;

/** Ticks from one time to another, the short way around. */
export function ticksBetween(from: number, to: number): number {
  const ticks = (to - from + wrap) % wrap;
  return ticks > wrap / 2 ? ticks - wrap : ticks;
}

/** Descriptors that European broadcasters name streams of private data by (ETSI EN 300 468). */
const broadcast: Readonly<Record<number, string>> = { 0x6a: 'AC-3', 0x7a: 'E-AC-3', 0x7b: 'DTS' };

function nameOf(descriptors: Buffer): string | undefined {
  let at = 0;
  while (at + 2 <= descriptors.length) {
    const tag = descriptors.readUInt8(at);
    const end = at + 2 + descriptors.readUInt8(at + 1);
    const name = tag === 5 ? descriptors.toString('latin1', at + 2, at + 6) : broadcast[tag];
    if (name !== undefined) return name;
    at = end;
  }
  return undefined;
}
