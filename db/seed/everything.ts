import type { Db } from "#db/client.ts";
import { seedFigures } from "./figures.ts";
import { seedHouse } from "./house.ts";
import { seedNews } from "./news.ts";
import { seedPamphlets } from "./pamphlets.ts";
import { seedPictures } from "./pictures.ts";
import { seedReading } from "./reading.ts";

/** Fills a new house, in our own words. Run again, it adds what is missing and changes nothing that is there. */
export async function seedEverything(db: Db): Promise<void> {
  await seedFigures(db);
  await seedHouse(db);
  await seedPictures(db);
  await seedReading(db);
  await seedPamphlets(db);
  await seedNews(db);
}
