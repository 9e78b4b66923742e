// Strings, choices and secrets.

import { z } from "zod";
import { Secret } from "../../pipeline/secret.ts";
import { fields } from "./field.ts";

/** Text that holds something. */
export const text = () =>
	z
		.string()
		.refine((value) => value.trim() !== "", "`{key}` must not be empty")
		.register(fields, { type: "string", expected: "a string" });

/** The path of a file, relative to the working directory. */
export const filePath = () =>
	z
		.string()
		.refine((value) => value.trim() !== "", "`{key}` must not be empty")
		.refine(
			(value) => !value.includes("-----BEGIN"),
			"`{key}` must be the path of a file, and this looks like the file's content",
		)
		.register(fields, { type: "path", expected: "the path of a file" });

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(
	values: T,
) {
	return z.enum(values).register(fields, {
		type: alternatives(values.map((value) => `\`${value}\``)),
		expected: alternatives(values.map((value) => `"${value}"`)),
	});
}

/** `a`, `a or b`, `a, b or c`. */
function alternatives(values: readonly string[]): string {
	return [values.slice(0, -1).join(", "), ...values.slice(-1)]
		.filter((part) => part !== "")
		.join(" or ");
}

/** Text that is never shown again. */
export const secret = () =>
	z
		.string()
		.refine((value) => value.trim() !== "", "`{key}` must not be empty")
		.transform((value) => new Secret(value))
		.register(fields, { type: "secret", expected: "a string", secret: true });

/** Environment variables often carry a PEM block on one line, with `\n` for the line ends. */
const unfoldPem = (value: string) =>
	value.includes("\n") ? value : value.replaceAll("\\n", "\n");

const isPem = (value: string) => value.includes("-----BEGIN ");

const PEM_EXPECTED = "`{key}` must be a PEM block (-----BEGIN ...)";

export const pemSecret = () =>
	z
		.string()
		.refine(isPem, PEM_EXPECTED)
		.transform((value) => new Secret(unfoldPem(value)))
		.register(fields, {
			type: "secret, PEM",
			expected: "a PEM block",
			secret: true,
		});

export const pem = () =>
	z
		.string()
		.refine(isPem, PEM_EXPECTED)
		.transform(unfoldPem)
		.register(fields, { type: "PEM", expected: "a PEM block", unquoted: true });

/** Extra attributes of a resource. */
export const resourceAttributes = () =>
	z
		.record(
			z.string().refine((key) => key.trim() !== "", "a name must not be empty"),
			z.string().register(fields, { type: "string", expected: "a string" }),
		)
		.register(fields, {
			type: "map of strings",
			expected: "a map of attribute names to strings",
		});

export const headerName = () =>
	z
		.string()
		.regex(
			/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
			"a header name may hold letters, digits and - _ . only",
		);

/** HTTP header fields; every value is a secret, since one of them usually is. */
export const headers = () =>
	z
		.record(
			headerName(),
			z
				.string()
				.refine(
					// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
					(value) => !/[\u0000-\u0008\n-\u001f\u007f]/.test(value),
					"a header value must not hold line breaks or control characters",
				)
				.transform((value) => new Secret(value))
				.register(fields, {
					type: "secret",
					expected: "a string",
					secret: true,
				}),
		)
		.register(fields, {
			type: "map of secrets",
			expected: "a map of header names to values",
		});
