import { Preview } from '@metrics-ai/engine';
import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RequestSignal } from '../request-signal.ts';
import { Tenant } from '../tenant.ts';
import { toPreviewRequest } from '../wire/accept.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { presentPreview } from '../wire/present-preview.ts';
import { previewRequest, previewResponse, type PreviewBody } from '../wire/preview.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';

@ApiTags('detect')
@ActsForTenant()
@Controller('detect/preview')
export class PreviewController {
  constructor(private readonly preview: Preview) {}

  @Post()
  @HttpCode(200)
  @UseInterceptors(WorkLimitInterceptor)
  @ApiOperation({
    summary: 'Say what a watch would have told over the last days, and another configuration of it',
    description:
      'Replays the turns that the worker would have had, decision by decision, on what Prometheus holds. Nothing is remembered.',
  })
  @Answers({ status: 200, description: 'The alarms, in total and by series.', schema: previewResponse })
  async previewWatch(
    @Body({ schema: previewRequest }) body: PreviewBody,
    @Tenant() _tenant: string,
    @RequestSignal() signal: AbortSignal,
  ): Promise<z.output<typeof previewResponse>> {
    return presentPreview(await this.preview.run(toPreviewRequest(body), { signal }));
  }
}
