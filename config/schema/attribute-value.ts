// The value of an attribute, its type taken from YAML: `500` is a number, "500" a
// string.

import { z } from "zod";
import { fields } from "./field.ts";

const scalar = () => z.union([z.string(), z.number(), z.boolean()]);

export const attributeValue = () =>
	z.union([scalar(), z.array(z.string())]).register(fields, {
		type: "string, number, boolean or list of strings",
		expected: "a string, a number, a boolean or a list of strings",
	});

/** A value to compare with. */
export const comparedValue = () =>
	scalar().register(fields, {
		type: "string, number or boolean",
		expected: "a string, a number or a boolean",
	});
