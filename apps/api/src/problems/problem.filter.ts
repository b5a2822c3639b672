import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { toProblem } from './problem.ts';

/** A client that comes back after so long finds that some of the work has been done. */
const RETRY_AFTER_SECONDS = 5;

/** Answers every error with a problem document; logs those that are our own. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = toProblem(error);
    if (problem.status === 500)
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
    // The client has gone, or part of the answer has left already: there is nothing more to say.
    if (response.headersSent || response.destroyed) return;
    if (problem.status === 429) response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, instance: request.path }));
  }
}
