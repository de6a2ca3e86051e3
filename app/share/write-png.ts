import { promisify } from "node:util";
import { crc32, deflate, type ZlibOptions } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const PALETTE = 256;
const pack = promisify<Buffer, ZlibOptions, Buffer>(deflate);

/**
 * A drawing in few inks as PNG with a palette (PNG, third edition, 11.2.1): about half as large as in true colour.
 * Shades at the edges of letters that differ by less than an eye sees become one; a plane keeps its very colour.
 */
export async function writePalettePng(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  for (let bits = 5; ; bits--) {
    const drawn = index(pixels, width, height, bits);
    if (drawn) return write(drawn, width, height);
  }
}

type Indexed = { rows: Buffer; colours: number[] };

/** Each point as its place in the palette. Undefined where so many bits of each colour make too many colours. */
function index(pixels: Uint8Array, width: number, height: number, bits: number): Indexed | undefined {
  const keep = (0xff << (8 - bits)) & 0xff;
  const places = new Map<number, number>();
  const seen: Map<number, number>[] = [];
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const [r = 0, g = 0, b = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
      const shade = ((r & keep) << 16) | ((g & keep) << 8) | (b & keep);
      let place = places.get(shade);
      if (place === undefined) {
        place = places.size;
        if (place === PALETTE) return undefined;
        places.set(shade, place);
        seen.push(new Map());
      }
      const colour = (r << 16) | (g << 8) | b;
      const counts = seen[place];
      counts?.set(colour, (counts.get(colour) ?? 0) + 1);
      rows[y * (width + 1) + 1 + x] = place;
    }
  }
  // of the colours that became one, the one there is most of
  const colours = seen.map((counts) => [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0]);
  return { rows, colours };
}

async function write({ rows, colours }: Indexed, width: number, height: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", await pack(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
