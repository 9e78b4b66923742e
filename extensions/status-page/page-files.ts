// The files of the page as they lie beside this module, which the build leaves where it is.

import { readFileSync } from "node:fs";

/** Throws when it is not there. */
export function readPageFile(name: string): Buffer {
	return readFileSync(new URL(`./page/${name}`, import.meta.url));
}
