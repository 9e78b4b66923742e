// Headers as entries of gRPC metadata.

export type MetadataEntry = readonly [name: string, value: string | Buffer];

/** Names that gRPC or HTTP/2 sets itself. */
const RESERVED =
	/^(?:grpc-.*|content-type|content-encoding|te|connection|host|user-agent)$/i;

/** Throws for a name that can't be configured. */
export function checkHeaderNames(names: readonly string[]): void {
	const reserved = names.find((name) => RESERVED.test(name));
	if (reserved !== undefined) {
		throw new Error(`headers: ${reserved}: gRPC sets this header itself`);
	}
}

/** What gRPC sets itself is left out. Throws without repeating a value: it is a secret. */
export function metadataEntries(
	headers: Readonly<Record<string, string>>,
): MetadataEntry[] {
	return Object.entries(headers)
		.filter(([name]) => !RESERVED.test(name))
		.map(([name, value]) => {
			if (name.endsWith("-bin")) return [name, Buffer.from(value)];
			if (!/^[ -~]*$/.test(value)) {
				throw new Error(
					`headers: ${name}: gRPC carries printable ASCII only, unless the name ends in -bin`,
				);
			}
			return [name, value];
		});
}
