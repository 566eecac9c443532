// Planted: a rule that imports what touches the world.
import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { OrderState } from '@tradepost/contracts';
import { QUANTITY } from '@tradepost/contracts/limits';
import { store } from '../io/store.ts';

export const asksTheWorld = [readFile, Injectable, OrderState, QUANTITY, store];
