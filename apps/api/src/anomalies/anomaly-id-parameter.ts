import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the path of a route. */
export const IsAnomalyId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    description: 'As GET /anomalies, a hit or the statistics answered it.',
    example: '0b9d4c1e-5f0a-5c1d-9a77-6d2f1c0e8b34.1769860800000',
  });
