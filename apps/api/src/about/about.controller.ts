import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { DESCRIPTION, NAME, VERSION } from '../about/about.ts';
import { Answers } from '../wire/answers.ts';
import { aboutResponse } from '../wire/responses.ts';

@ApiTags('about')
@Controller()
export class AboutController {
  @Get()
  @ApiOperation({ summary: 'What this is' })
  @Answers({ status: 200, description: 'Name, version and where to go.', schema: aboutResponse })
  about(): z.output<typeof aboutResponse> {
    return {
      name: NAME,
      description: DESCRIPTION,
      version: VERSION,
      links: {
        explorer: '/docs',
        openapi: '/docs-json',
        health: '/health',
        metrics: '/metrics',
        stats: '/metrics/stats',
      },
    };
  }
}
