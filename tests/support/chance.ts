import fc from "fast-check";

// Each run tries other odd values; a failure prints its seed, and CHANCE_SEED tries the same again.
const seed = process.env.CHANCE_SEED;
if (seed) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number.parseInt(seed, 10) });
