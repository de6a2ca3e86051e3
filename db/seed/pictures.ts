import type { Reader } from "#db/client.ts";

type Drawn = {
  slug: string;
  file: string;
  width: number;
  height: number;
  caption: string;
  alt: string;
  description: string;
};

/** Ours, drawn for this site. A text's own picture has the text's slug; a list's poster is called `poster-` and its slug. */
const DRAWN: Drawn[] = [
  {
    slug: "in-defence-of-october",
    file: "/drawings/in-defence-of-october.svg",
    width: 800,
    height: 600,
    caption: "The hall in Copenhagen, 1932. Drawn for this site.",
    alt: "A speaker at a lectern on the left; a red beam spreads from him over curved rows of dots, which turn from black to white inside it.",
    description:
      "On the left a figure cut from black stands behind a lectern on a black platform. From the head a red triangle opens to the right across the whole picture. Behind it, curved rows of round dots stand for the people in the seats. Outside the red they are black; where it falls on them they are white.",
  },
  {
    slug: "stalinism-and-bolshevism",
    file: "/drawings/stalinism-and-bolshevism.svg",
    width: 800,
    height: 600,
    caption: "The ring and the block. Drawn for this site.",
    alt: "A red ring of twelve separate pieces round a dot. A black block covers its right side, where the pieces are only hatched.",
    description:
      "On white paper, twelve red pieces stand in a ring round a red dot, like people round a table. The right half of the picture is a solid black block with a straight edge. Where the ring passes under the block its pieces are thin white hatching. Inside the block stands one red square behind upright bars.",
  },
  {
    slug: "lessons-of-october",
    file: "/drawings/lessons-of-october.svg",
    width: 800,
    height: 600,
    caption: "Five minutes to. Drawn for this site.",
    alt: "A huge black clock, its red hand a few minutes before the hour. Behind it a small grey clock has stopped at four.",
    description:
      "A black clock face fills most of the picture and runs off its edge. Its long hand is a red wedge that points just short of the top; its short hand is white and points at twelve. In the upper right a second, smaller clock is drawn in thin hatching. It has stopped, at another hour.",
  },
  {
    slug: "what-about-russia",
    file: "/drawings/what-about-russia.svg",
    width: 800,
    height: 600,
    caption: "The question. Drawn for this site.",
    alt: "A question mark made of part of a thick white ring, a bar and a black square, on red.",
    description:
      "A question mark fills a red ground from top to bottom. Its curve is three quarters of a thick white ring, its stem a short white bar, its dot a black square. A black band closes the left side; upright black lines close the right.",
  },
  {
    slug: "rise-and-fall-of-the-soviet-bureaucracy",
    file: "/drawings/rise-and-fall-of-the-soviet-bureaucracy.svg",
    width: 800,
    height: 600,
    caption: "Up the stairs and down. Drawn for this site.",
    alt: "Ten columns like filing cabinets rise in black to a red one with a rubber stamp on top, then fall away, hatched and empty.",
    description:
      "Ten upright columns stand side by side. The first five are black, each taller than the last, with two short white lines like the label of a filing cabinet. The sixth is the tallest and red, and over it hangs a round black stamp with a handle. The last four go down like stairs; they are outlines filled with hatching.",
  },
  {
    slug: "ten-years-after-the-berlin-wall",
    file: "/drawings/ten-years-after-the-berlin-wall.svg",
    width: 800,
    height: 600,
    caption: "Ten slabs, one down. Drawn for this site.",
    alt: "A row of tall slabs with a rounded top, one missing. It lies white on the red ground in front of the gap.",
    description:
      "Tall slabs stand in a row from edge to edge, each with a rounded cap, some solid black, some in upright lines. The seventh of the ten is gone. Through the gap the paper shows, and the missing slab lies across the red ground in the foreground, white.",
  },
  {
    slug: "fall-of-the-berlin-wall-eyewitness",
    file: "/drawings/fall-of-the-berlin-wall-eyewitness.svg",
    width: 800,
    height: 600,
    caption: "Through the gap. Drawn for this site.",
    alt: "A black wall with a bright breach in it; a crowd of small figures narrows as it passes through.",
    description:
      "A black wall with a few faint courses of stone fills the picture. It is split by a white breach edged with red, narrow in the middle and wide below. A crowd of small black figures fills the wide part and thins out towards the narrowest point, where two or three are already through.",
  },
  {
    slug: "poster-what-about-russia",
    file: "/drawings/poster-what-about-russia.svg",
    width: 600,
    height: 800,
    caption: "The wheel and the road. Poster drawn for this site.",
    alt: "A large black wheel with a red rod; up a red road behind it walk five small figures, the first under a great red flag.",
    description:
      "A tall poster in red and black on buff paper. The lower left is filled by the driving wheel of a locomotive, black, with twelve spokes and a red rod fixed to its hub. A broad red road climbs behind it from the lower left to the upper right. Up the road’s edge walk five small black figures, and the one in front carries a tall red flag that streams back over the others.",
  },
  {
    slug: "home-press",
    file: "/drawings/home-press.svg",
    width: 1200,
    height: 1000,
    caption: "Sheets off the press. Drawn for this site.",
    alt: "Printed sheets fly up from the black cylinders of a press, smaller and smaller, on red.",
    description:
      "On a red ground two large black cylinders stand in the lower part of the picture. Four printed sheets, each with a black headline and lines of type, fly up from them in an arc to the right, each smaller than the one before.",
  },
];

/** The pictures we drew. A second run changes nothing. */
export async function seedPictures(db: Reader): Promise<void> {
  await db
    .insertInto("pictures")
    .values(
      DRAWN.map((picture) => ({
        ...picture,
        maker: "The press’s own drawing",
        made: "2026",
        holder: "The press",
        rights: "© the press. Free to copy with its source named.",
      })),
    )
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .execute();
}
