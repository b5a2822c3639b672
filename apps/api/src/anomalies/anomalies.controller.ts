import { Anomalies } from '@metrics-ai/engine';
import { Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Tenant } from '../tenant.ts';
import { toAnomalyListRequest } from '../wire/accept.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { anomaliesResponse, anomalyResponse } from '../wire/anomaly.ts';
import { presentFoundAnomalies, presentFoundAnomaly } from '../wire/present-anomaly.ts';
import { anomaliesRequest, type AnomaliesQuery } from '../wire/requests.ts';
import { IsAnomalyId } from './anomaly-id-parameter.ts';

@ApiTags('anomalies')
@ActsForTenant()
@Controller('anomalies')
export class AnomaliesController {
  constructor(private readonly anomalies: Anomalies) {}

  @Get()
  @ApiOperation({
    summary: 'The anomalies of all ingested series, the latest or the strongest first',
    description:
      'Every condition given must hold. An anomaly that is found during all of a walk through the pages comes exactly once, whatever is ingested meanwhile.',
  })
  @Answers({ status: 200, description: 'A page of them.', schema: anomaliesResponse })
  async listAnomalies(
    @Query({ schema: anomaliesRequest }) query: AnomaliesQuery,
    @Tenant() tenant: string,
  ): Promise<z.output<typeof anomaliesResponse>> {
    return presentFoundAnomalies(await this.anomalies.list(tenant, toAnomalyListRequest(query)));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One anomaly, with the series that has it' })
  @IsAnomalyId()
  @Answers({ status: 200, description: 'The anomaly.', schema: anomalyResponse })
  async getAnomaly(
    @Param('id') id: string,
    @Tenant() tenant: string,
  ): Promise<z.output<typeof anomalyResponse>> {
    const found = await this.anomalies.get(tenant, id);
    if (found === undefined) throw new NotFoundException(`there is no anomaly ${id}`);
    return presentFoundAnomaly(found);
  }
}
