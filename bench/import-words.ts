import { importText } from "#app/reading/importing/import-text.ts";
import { ImportRefusal } from "#app/reading/importing/refusal.ts";
import { listTextFiles, readTextFile } from "#server/commands/text-files.ts";

// `node bench/import-words.ts FOLDER`: every file of a folder through the importer, and where each of its words went.

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("Say which folder: node bench/import-words.ts FOLDER");
  process.exit(1);
}
const { root, files } = listTextFiles(folder);
const number = (value: number) => value.toLocaleString("en-GB").padStart(9);
console.log(`${"file".padEnd(36)} words in  =  out  + furniture + facts + signs   notes      ms`);
for (const file of files) {
  const began = performance.now();
  try {
    const { words, notes } = await importText(readTextFile(root, file));
    const parts = [words.in, words.out, words.furniture, words.metadata, words.marks].map(number).join("");
    const took = Math.round(performance.now() - began);
    console.log(`${file.name.padEnd(34)}${parts}${number(notes.author + notes.editor)}${number(took)}`);
    if (words.in !== words.out + words.furniture + words.metadata + words.marks) process.exitCode = 1;
  } catch (refusal) {
    if (!(refusal instanceof ImportRefusal)) throw refusal;
    console.log(`${file.name.padEnd(34)}  refused: ${refusal.message}`);
    process.exitCode = 1;
  }
}
