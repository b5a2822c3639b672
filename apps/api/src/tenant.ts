import { InvalidRequestError } from '@metrics-ai/engine';
import { TENANT } from '@metrics-ai/nest';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

export const TENANT_HEADER = 'X-Scope-OrgID';

const DEFAULT_TENANT = 'default';

/** The tenant that a request acts for: `X-Scope-OrgID`, else `default`. Throws InvalidRequestError for a bad name. */
export function tenantOf(request: Request): string {
  const tenant = request.header(TENANT_HEADER) ?? DEFAULT_TENANT;
  if (!TENANT.test(tenant)) {
    throw new InvalidRequestError(TENANT_HEADER, "must be 1 to 150 letters, digits or any of !-_.*'()");
  }
  return tenant;
}

/** Injects the tenant of the request into a route. */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext) =>
  tenantOf(context.switchToHttp().getRequest<Request>()),
);
