// The grammar of `${...}` inside a string: `${env:NAME}`, `${NAME}`,
// `${env:NAME:-default}`, `${file:PATH}`, and `$$` for a dollar sign.

export type Part =
	| { readonly kind: "text"; readonly text: string }
	/** `body` is what stands between the braces. */
	| { readonly kind: "reference"; readonly body: string }
	/** `${` without its `}`. */
	| { readonly kind: "unclosed" }
	/** `$NAME`, which is no reference and stays as it is. */
	| { readonly kind: "bare" };

/** Cuts a string into its parts; references may be nested inside a body. */
export function partsOf(text: string): Part[] {
	const parts: Part[] = [];
	let plain = "";
	for (let i = 0; i < text.length; ) {
		if (text[i] !== "$") {
			plain += text[i++];
		} else if (text[i + 1] === "$") {
			plain += "$";
			i += 2;
		} else if (text[i + 1] !== "{") {
			if (/[A-Za-z_]/.test(text[i + 1] ?? "")) parts.push({ kind: "bare" });
			plain += text[i++];
		} else {
			const end = closingBrace(text, i + 2);
			if (end < 0) return [{ kind: "unclosed" }];
			if (plain !== "") parts.push({ kind: "text", text: plain });
			plain = "";
			parts.push({ kind: "reference", body: text.slice(i + 2, end) });
			i = end + 1;
		}
	}
	if (plain !== "") parts.push({ kind: "text", text: plain });
	return parts;
}

function closingBrace(text: string, start: number): number {
	let depth = 1;
	for (let i = start; i < text.length; i++) {
		if (text[i] === "$" && text[i + 1] === "$") i++;
		else if (text[i] === "$" && text[i + 1] === "{") {
			depth++;
			i++;
		} else if (text[i] === "}" && --depth === 0) return i;
	}
	return -1;
}

export type Reference =
	| {
			readonly kind: "env";
			readonly name: string;
			readonly fallback?: string | undefined;
	  }
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "invalid"; readonly message: string };

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What the body of a reference asks for. Messages don't quote it: it may be a piece of a secret. */
export function parseReference(body: string): Reference {
	const scheme = /^([a-zA-Z][a-zA-Z0-9+.]*):(?!-)/.exec(body)?.[1];
	if (scheme === "file") return { kind: "file", path: body.slice(5) };
	if (scheme !== undefined && scheme !== "env") {
		return {
			kind: "invalid",
			message: `unknown kind of reference; there are \${env:NAME} and \${file:PATH}`,
		};
	}
	const rest = scheme === "env" ? body.slice(4) : body;
	const cut = rest.indexOf(":-");
	const name = cut < 0 ? rest : rest.slice(0, cut);
	if (!NAME.test(name)) {
		return {
			kind: "invalid",
			message:
				"the name of an environment variable must match ^[a-zA-Z_][a-zA-Z0-9_]*$; for a literal ${ write $${",
		};
	}
	return {
		kind: "env",
		name,
		fallback: cut < 0 ? undefined : rest.slice(cut + 2),
	};
}
