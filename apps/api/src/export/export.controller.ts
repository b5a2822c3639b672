import { VECTOR_STORE } from '@metrics-ai/nest';
import type { VectorStore } from '@metrics-ai/vector-store';
import { Controller, Get, Inject, Logger, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { isGone } from '../is-gone.ts';
import { Tenant } from '../tenant.ts';
import { toExportFilter } from '../wire/accept.ts';
import { ActsForTenant } from '../wire/answers.ts';
import { exportRequest, type ExportQuery } from '../wire/requests.ts';
import { exportPages } from './export-pages.ts';

@ApiTags('metrics')
@ActsForTenant()
@Controller('metrics')
export class ExportController {
  private readonly logger = new Logger('Export');

  constructor(@Inject(VECTOR_STORE) private readonly store: VectorStore) {}

  @Get('export')
  @ApiOperation({
    summary: 'All profiles as CSV, one row a series',
    description:
      'An answer that could not be completed ends with a broken connection, never as if it were whole.',
  })
  @ApiResponse({
    status: 200,
    description: 'RFC 4180, with a header row.',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  async exportProfiles(
    @Query({ schema: exportRequest }) query: ExportQuery,
    @Tenant() tenant: string,
    @Res() response: Response,
  ): Promise<void> {
    const pages = exportPages(this.store, tenant, toExportFilter(query));
    // Read before the status is sent: a store that cannot be used at all is still a problem document.
    const header = await pages.next();
    const first = await pages.next();
    // Not through type(), which would rewrite the content type.
    response.setHeader('Content-Type', 'text/csv; charset=utf-8; header=present');
    response.setHeader('Content-Disposition', 'attachment; filename="metrics-ai-export.csv"');
    try {
      // Waits for a slow client, ends the walk when it goes away, and breaks the connection when the store fails.
      await pipeline(async function* () {
        yield header.value ?? '';
        yield first.value ?? '';
        yield* pages;
      }, response);
    } catch (error) {
      if (isGone(error)) return;
      // Nobody else can be told: the status has been sent.
      this.logger.error(`An export broke off: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
