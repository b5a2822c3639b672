import { Global, Module } from '@nestjs/common';
import { Exposition } from './exposition.ts';

/** Provides the Exposition: one registry for all of a process' own metrics. */
@Global()
@Module({ providers: [Exposition], exports: [Exposition] })
export class ExpositionModule {}
