import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { RequestMetrics } from './request-metrics.ts';

/** Times every request under the pattern of its route, so that no path can make up new series. */
@Injectable()
export class RequestMetricsMiddleware implements NestMiddleware {
  constructor(private readonly metrics: RequestMetrics) {}

  use(request: Request, response: Response, next: NextFunction): void {
    const startedMs = performance.now();
    response.on('finish', () => {
      const route = (request.route as { path?: string } | undefined)?.path ?? 'unknown';
      const seconds = (performance.now() - startedMs) / 1000;
      this.metrics.observe(request.method, route, response.statusCode, seconds);
    });
    next();
  }
}
