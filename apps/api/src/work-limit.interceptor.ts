import {
  HttpException,
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { finalize, type Observable } from 'rxjs';
import { CONFIG, type Config } from './config.ts';

/** Refuses heavy requests beyond the configured number at a time, instead of letting all of them grow slow. */
@Injectable()
export class WorkLimitInterceptor implements NestInterceptor {
  private working = 0;
  private readonly max: number;

  constructor(@Inject(CONFIG) config: Config) {
    this.max = config.server.maxConcurrentRequests;
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.working >= this.max) {
      throw new HttpException(
        `${this.max} requests of this kind are being worked on, and no more are taken`,
        429,
      );
    }
    this.working += 1;
    return next.handle().pipe(finalize(() => (this.working -= 1)));
  }
}
