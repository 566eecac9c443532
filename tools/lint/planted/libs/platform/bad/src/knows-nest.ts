// Planted: a plain library that needs a decorator.
import { Injectable } from '@nestjs/common';

export const knowsNest = Injectable;
