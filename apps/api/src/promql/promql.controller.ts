import { Catalogue } from '@metrics-ai/engine';
import { checkPromql } from '@metrics-ai/promql';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Tenant } from '../tenant.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { presentFinding } from '../wire/present-finding.ts';
import { promqlCheckRequest, promqlCheckResponse, type PromqlCheckBody } from '../wire/promql.ts';

type Answer = z.output<typeof promqlCheckResponse>;

@ApiTags('promql')
@ActsForTenant()
@Controller('promql')
export class PromqlController {
  constructor(private readonly catalogue: Catalogue) {}

  @Post('check')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say what is wrong with a PromQL expression, and how it is meant to be',
    description:
      'Syntax, types, functions, names and labels, and what runs but most likely says something else. Nothing is run.',
  })
  @Answers({
    status: 200,
    description: 'The findings, of an expression that is no PromQL too.',
    schema: promqlCheckResponse,
  })
  async checkPromql(
    @Body({ schema: promqlCheckRequest }) body: PromqlCheckBody,
    @Tenant() tenant: string,
  ): Promise<Answer> {
    const known = body.catalogue ? await this.catalogue.load(tenant) : undefined;
    // Nobody says of an empty catalogue that everything is missing: it was never read.
    const catalogue = known !== undefined && known.size > 0 ? known : undefined;
    const { expression } = body;
    const { valid, type, metrics, findings } = checkPromql(expression, {
      catalogue,
      scrapeIntervalMs: body.scrape_interval,
      isAlert: body.use === 'alert',
    });
    return {
      valid,
      ...(type && { type }),
      metrics: [...metrics],
      catalogue_metrics: catalogue?.size ?? 0,
      findings: findings.map((finding) => presentFinding(finding, expression)),
    };
  }
}
