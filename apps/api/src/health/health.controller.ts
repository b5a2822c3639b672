import { Health } from '@metrics-ai/engine';
import { VECTOR_STORE } from '@metrics-ai/nest';
import type { VectorStore } from '@metrics-ai/vector-store';
import { Controller, Get, Header, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { presentHealth } from '../wire/present.ts';
import { healthResponse } from '../wire/responses.ts';

@ApiTags('about')
@Controller()
export class HealthController {
  constructor(
    private readonly health: Health,
    @Inject(VECTOR_STORE) private readonly store: VectorStore,
  ) {}

  @Get('health')
  @ApiOperation({ summary: 'Whether each component can be used' })
  @ApiResponse({ status: 200, description: 'Usable.', standardSchema: healthResponse })
  @ApiResponse({
    status: 503,
    description: 'Not usable: see the components.',
    standardSchema: healthResponse,
  })
  async check(@Res({ passthrough: true }) response: Response): Promise<z.output<typeof healthResponse>> {
    const report = await this.health.check();
    response.status(report.status === 'down' ? 503 : 200);
    return presentHealth(report);
  }

  @Get('-/healthy')
  @HttpCode(200)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'The process is alive' })
  @ApiResponse({ status: 200, description: 'Always.' })
  healthy(): string {
    return 'The Prometheus Metrics AI Engine is healthy.\n';
  }

  @Get('-/ready')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'Requests can be served' })
  @ApiResponse({ status: 200, description: 'Ready.' })
  @ApiResponse({ status: 503, description: 'The vector store cannot be used.' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<string> {
    try {
      await this.store.check();
      return 'The Prometheus Metrics AI Engine is ready.\n';
    } catch (error) {
      response.status(503);
      return `Not ready: ${(error as Error).message}\n`;
    }
  }
}
