// Component ids: `type[/name]`, with the Collector's rules for both halves.

const TYPE = /^[a-zA-Z][0-9a-zA-Z_]{0,62}$/;
const NAME = /^[^\s\p{Cc}\p{Cf}\p{S}]{1,1024}$/u;

/** What is wrong with an id, or undefined. */
export function componentIdProblem(id: string): string | undefined {
	const slash = id.indexOf("/");
	const type = slash < 0 ? id : id.slice(0, slash);
	if (!TYPE.test(type)) {
		return "the type of an id (before `/`) must be a letter, then letters, digits or _";
	}
	if (slash >= 0 && !NAME.test(id.slice(slash + 1))) {
		return "the name of an id (after `/`) must have 1 to 1024 characters, none of them white space, control or symbol characters";
	}
	return undefined;
}
