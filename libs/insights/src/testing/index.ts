export { startOllamaStandIn } from './ollama-stand-in.ts';
export type { ChatReply, Exchange, OllamaStandIn } from './ollama-stand-in.ts';
