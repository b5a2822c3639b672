import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Exposition } from '@metrics-ai/nest';

@ApiTags('about')
@Controller()
export class ExpositionController {
  constructor(private readonly exposition: Exposition) {}

  @Get('metrics')
  @ApiOperation({ summary: "The engine's own metrics, in the Prometheus text format" })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'The exposition.' })
  async expose(@Res() response: Response): Promise<void> {
    const { registry } = this.exposition;
    const text = await registry.metrics();
    // Not through send(), which would rewrite the content type that Prometheus 3 insists on.
    response.setHeader('Content-Type', registry.contentType);
    response.end(text);
  }
}
