// What a schema can't say about itself: how a value is named in documentation
// and errors, how it is written back, and whether it may ever be shown.
// Documentation, JSON Schema, error messages and print-config read it from here.

import { z } from "zod";

export interface FieldInfo {
	/** The type as the documentation names it, e.g. `duration`. */
	readonly type?: string;
	/** Completes "expected ...", e.g. `a duration such as "30s"`. */
	readonly expected?: string;
	/** Not quoted in an error. */
	readonly unquoted?: boolean;
	/** Never shown: not in an error, not by print-config. */
	readonly secret?: boolean;
	/** The default in words, where it depends on something else. */
	readonly defaultText?: string;
	/** The value as it is written in a file, from the parsed one. */
	readonly write?: (value: never) => unknown;
}

/** The message of an issue for which "expected" and the field's own words say all. */
export const EXPECTED = "{expected}";

export const fields = z.registry<FieldInfo>();
