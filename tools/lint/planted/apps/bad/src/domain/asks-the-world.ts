// Planted: a rule that imports what touches the world.
import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { store } from '../io/store.ts';

export const asksTheWorld = [readFile, Injectable, store];
