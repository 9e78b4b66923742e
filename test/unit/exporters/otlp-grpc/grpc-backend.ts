// A LogsService on loopback that answers as a test says, and keeps what it got.
// A real gRPC server, without generated code: messages are bytes.

import {
	type Metadata,
	Server,
	ServerCredentials,
	type ServerUnaryCall,
	type sendUnaryData,
} from "@grpc/grpc-js";

const PATH = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

export interface ReceivedCall {
	readonly message: Buffer;
	readonly metadata: Metadata;
	readonly peer: string;
	/** Resolves when the client has broken it off. */
	readonly cancelled: Promise<void>;
}

export type GrpcRespond = (
	callback: sendUnaryData<Uint8Array>,
	call: ReceivedCall,
	index: number,
) => void;

export interface GrpcBackend extends AsyncDisposable {
	/** `127.0.0.1:port` */
	readonly address: string;
	readonly port: number;
	readonly calls: ReceivedCall[];
	/** Resolves when that many calls have come. */
	received(count: number): Promise<void>;
}

/** Success without a word. */
export const accept: GrpcRespond = (callback) =>
	callback(null, Buffer.alloc(0));

export function refuse(
	code: number,
	details: string,
	metadata?: Metadata,
): GrpcRespond {
	return (callback) => callback({ code, details, metadata });
}

export async function grpcBackend(
	respond: GrpcRespond,
	options: { port?: number; tls?: { key: string; cert: string } } = {},
): Promise<GrpcBackend> {
	const calls: ReceivedCall[] = [];
	const waiting = new Set<{ count: number; resolve: () => void }>();
	const server = new Server();
	const identity = (bytes: Uint8Array) => bytes as Buffer;
	server.addService(
		{
			Export: {
				path: PATH,
				requestStream: false,
				responseStream: false,
				requestSerialize: identity,
				requestDeserialize: identity,
				responseSerialize: identity,
				responseDeserialize: identity,
			},
		},
		{
			Export(
				call: ServerUnaryCall<Buffer, Uint8Array>,
				callback: sendUnaryData<Uint8Array>,
			) {
				const received: ReceivedCall = {
					message: call.request,
					metadata: call.metadata,
					peer: call.getPeer(),
					cancelled: new Promise((resolve) => call.once("cancelled", resolve)),
				};
				calls.push(received);
				respond(callback, received, calls.length - 1);
				for (const waiter of waiting) {
					if (calls.length >= waiter.count) {
						waiting.delete(waiter);
						waiter.resolve();
					}
				}
			},
		},
	);
	const credentials = options.tls
		? ServerCredentials.createSsl(null, [
				{
					private_key: Buffer.from(options.tls.key),
					cert_chain: Buffer.from(options.tls.cert),
				},
			])
		: ServerCredentials.createInsecure();
	const port = await new Promise<number>((resolve, reject) =>
		server.bindAsync(
			`127.0.0.1:${options.port ?? 0}`,
			credentials,
			(error, bound) => (error ? reject(error) : resolve(bound)),
		),
	);
	return {
		address: `127.0.0.1:${port}`,
		port,
		calls,
		received: (count) =>
			new Promise((resolve) => {
				if (calls.length >= count) resolve();
				else waiting.add({ count, resolve });
			}),
		async [Symbol.asyncDispose]() {
			server.forceShutdown();
		},
	};
}
