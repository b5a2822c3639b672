export { startOllamaStandIn } from './ollama-stand-in.ts';
export type {
  Exchange,
  Misbehaviour,
  OllamaFault,
  OllamaStandIn,
  OllamaStandInOptions,
} from './ollama-stand-in.ts';
