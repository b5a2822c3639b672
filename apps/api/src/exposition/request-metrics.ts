import { Exposition } from '@metrics-ai/nest';
import { Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';

/** What the API tells Prometheus of its requests. */
@Injectable()
export class RequestMetrics {
  private readonly duration: Histogram;

  constructor(exposition: Exposition) {
    this.duration = new Histogram({
      name: 'metrics_ai_http_request_duration_seconds',
      help: 'Time from a request to its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers: [exposition.registry],
    });
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    this.duration.observe({ method, route, status }, seconds);
  }
}
