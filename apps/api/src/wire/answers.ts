import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { TENANT_HEADER } from '../tenant.ts';
import { problem } from './responses.ts';

/** Documents the answer of a route. */
export function Answers(answer: Answer): MethodDecorator {
  return ApiResponse({
    status: answer.status,
    description: answer.description,
    standardSchema: answer.schema,
  });
}

/** Documents what the routes of a controller have in common: the tenant's header, and the problems they may answer with. */
export function ActsForTenant(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    ApiHeader({ name: TENANT_HEADER, required: false, description: 'The tenant; `default` when left out.' }),
    ...Object.entries(PROBLEMS).map(([status, description]) =>
      ApiResponse({ status: Number(status), description, standardSchema: problem }),
    ),
  );
}

interface Answer {
  readonly status: number;
  readonly description: string;
  readonly schema: z.ZodType;
}

const PROBLEMS = {
  400: 'The request is wrong; `errors` names each field.',
  404: 'There is no such thing.',
  429: 'Too much work at once; `Retry-After` says when to come back.',
  502: 'Prometheus, or a model, failed or refused.',
  503: 'The vector store cannot be used.',
  504: 'Prometheus, the vector store or a model took too long.',
};
