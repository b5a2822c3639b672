import { Catalogue } from '@metrics-ai/engine';
import { Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Tenant } from '../tenant.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import {
  catalogueReport,
  catalogueRequest,
  catalogueResponse,
  type CatalogueQuery,
} from '../wire/catalogue.ts';
import { presentCatalogue, presentCatalogueReport } from '../wire/present-catalogue.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';

@ApiTags('metrics')
@ActsForTenant()
@Controller('metrics/catalogue')
export class CatalogueController {
  constructor(private readonly catalogue: Catalogue) {}

  @Get()
  @ApiOperation({
    summary: 'The metrics that Prometheus has, ingested or not',
    description:
      'As of the last refresh. Where there was none for long, asking begins one in the background.',
  })
  @Answers({ status: 200, description: 'A page of them.', schema: catalogueResponse })
  async listCatalogue(
    @Query({ schema: catalogueRequest }) { limit, cursor }: CatalogueQuery,
    @Tenant() tenant: string,
  ): Promise<z.output<typeof catalogueResponse>> {
    const page = await this.catalogue.list(tenant, { limit, after: cursor });
    return presentCatalogue(await this.catalogue.load(tenant), page);
  }

  @Post('refresh')
  @HttpCode(200)
  @UseInterceptors(WorkLimitInterceptor)
  @ApiOperation({
    summary: 'Compare the catalogue with Prometheus now',
    description: 'A worker does so every few minutes. While a refresh is under way, this waits for its end.',
  })
  @Answers({ status: 200, description: 'What has changed.', schema: catalogueReport })
  async refreshCatalogue(@Tenant() tenant: string): Promise<z.output<typeof catalogueReport>> {
    return presentCatalogueReport(await this.catalogue.refresh(tenant));
  }
}
