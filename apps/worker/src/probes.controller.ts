import { Exposition, VECTOR_STORE } from '@metrics-ai/nest';
import type { VectorStore } from '@metrics-ai/vector-store';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';

/** What an orchestrator and a Prometheus ask a worker. */
@Controller()
export class ProbesController {
  constructor(
    @Inject(VECTOR_STORE) private readonly store: VectorStore,
    private readonly exposition: Exposition,
  ) {}

  @Get('-/healthy')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  healthy(): string {
    return 'The worker is healthy.\n';
  }

  @Get('-/ready')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  async ready(@Res({ passthrough: true }) response: Response): Promise<string> {
    try {
      await this.store.check();
      return 'The worker is ready.\n';
    } catch (error) {
      response.status(503);
      return `Not ready: ${(error as Error).message}\n`;
    }
  }

  @Get('metrics')
  async expose(@Res() response: Response): Promise<void> {
    const { registry } = this.exposition;
    const text = await registry.metrics();
    // Not through send(), which would rewrite the content type that Prometheus 3 insists on.
    response.setHeader('Content-Type', registry.contentType);
    response.end(text);
  }
}
