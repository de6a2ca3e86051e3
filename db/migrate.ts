import { readOwnerUrl } from "#app/config/settings.ts";
import { migrate } from "./migrations.ts";

const applied = await migrate(readOwnerUrl());
console.log(applied.length === 0 ? "the database is up to date" : `applied ${applied.join(", ")}`);
