// Recognises a command line of `--config` alone.

const NAME = "--config";

/** The URIs, none for no argument at all; undefined when there is, or may be, anything else. */
export function configAlone(args: readonly string[]): string[] | undefined {
	const uris: string[] = [];
	const rest = [...args];
	for (;;) {
		const arg = rest.shift();
		if (arg === undefined) return uris;
		const uri = arg.startsWith(`${NAME}=`)
			? arg.slice(NAME.length + 1)
			: arg === NAME
				? rest.shift()
				: undefined;
		if (uri === undefined || uri.startsWith("-")) return undefined;
		uris.push(uri);
	}
}
