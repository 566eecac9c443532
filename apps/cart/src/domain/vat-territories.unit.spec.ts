import { describe, expect, it } from '@jest/globals';
import { taxRule } from './tax-rates.ts';
import { VAT_TERRITORIES, vatTerritory } from './vat-territories.ts';

const rateOf = (country: string, postalCode: string): number =>
  taxRule({ country, postalCode }, 'standard').rate;

describe('the standard rate of a territory with VAT of its own', () => {
  it.each([
    ['Las Palmas', 'ES', '35001', 0],
    ['Tenerife', 'ES', '38670', 0],
    ['Madrid', 'ES', '28001', 2100],
    ['Mallorca', 'ES', '07001', 2100],
    ['Ceuta', 'ES', '51001', 0],
    ['Melilla', 'ES', '52001', 0],
    ['Mariehamn, as Finland', 'FI', '22100', 0],
    ['Mariehamn, with its prefix', 'FI', 'AX-22100', 0],
    ['Mariehamn, as Åland', 'AX', '22100', 0],
    ['Pori', 'FI', '28100', 2550],
    ['Büsingen', 'DE', '78266', 0],
    ['Büsingen, with the country', 'DE', 'D-78266', 0],
    ['Gailingen', 'DE', '78262', 1900],
    ['Heligoland', 'DE', '27498', 0],
    ['Livigno', 'IT', '23041', 0],
    ["Campione d'Italia", 'IT', '22061', 0],
    ['Como', 'IT', '22100', 2200],
    ['San Marino, as Italy', 'IT', '47890', 0],
    ['San Marino', 'SM', '47890', 0],
    ['Rimini', 'IT', '47921', 2200],
    ['Vatican City, as Italy', 'IT', '00120', 0],
    ['Vatican City', 'VA', '00120', 0],
    ['Mount Athos', 'GR', '630 86', 0],
    ['Ierissos', 'GR', '630 75', 2400],
    ['Lesbos, sold from elsewhere', 'GR', '811 00', 2400],
    ['Guadeloupe, as France', 'FR', '97100', 0],
    ['Martinique, as France', 'FR', '97200', 0],
    ['French Guiana, as France', 'FR', '97300', 0],
    ['Réunion, as France', 'FR', '97400', 0],
    ['Mayotte, as France', 'FR', '97600', 0],
    ['Saint-Martin, as France', 'FR', '97150', 0],
    ['New Caledonia, as France', 'FR', '98800', 0],
    ['Réunion', 'RE', '97400', 0],
    ['Monaco', 'MC', '98000', 2000],
    ['Monaco, as France', 'FR', '98000', 2000],
    ['Ajaccio', 'FR', '20000', 2000],
    ['Cergy', 'FR', '95000', 2000],
    ['Funchal', 'PT', '9000-018', 2200],
    ['Ponta Delgada', 'PT', '9500-150', 1600],
    ['Horta, without its last digits', 'PT', '9900', 1600],
    ['Lisbon', 'PT', '1100-148', 2300],
    ['Jungholz', 'AT', '6691', 1900],
    ['Riezlern', 'AT', '6991', 1900],
    ['Mittelberg', 'AT', 'A-6993', 1900],
    ['Reutte', 'AT', '6600', 2000],
    ['Jersey, as the United Kingdom', 'GB', 'JE2 3AB', 0],
    ['Jersey', 'JE', 'JE2 3AB', 0],
    ['Guernsey, as the United Kingdom', 'GB', 'gy1 1aa', 0],
    ['Guernsey', 'GG', 'GY1 1AA', 0],
    ['the Isle of Man', 'IM', 'IM1 1AA', 2000],
    ['the Isle of Man, as the United Kingdom', 'GB', 'IM1 1AA', 2000],
    ['Belfast', 'GB', 'BT1 5GS', 2000],
    ['Glasgow', 'GB', 'G1 1XQ', 2000],
    ['Gibraltar, as the United Kingdom', 'GB', 'GX11 1AA', 0],
    ['Gibraltar', 'GI', 'GX11 1AA', 0],
    ['the Falkland Islands, as the United Kingdom', 'GB', 'FIQQ 1ZZ', 0],
    ['a forces post office', 'GB', 'BFPO 57', 2000],
    ['Nuuk, as Denmark', 'DK', '3900', 0],
    ['Nuuk', 'GL', '3900', 0],
    ['Tórshavn, as Denmark', 'DK', '100', 0],
    ['Tórshavn', 'FO', '100', 0],
    ['Copenhagen', 'DK', '1050', 2500],
    ['Andorra', 'AD', 'AD500', 0],
    ['Akrotiri', 'CY', '4640', 1900],
    ['an address without a postal code', 'ES', '', 2100],
  ])('%s (%s %s)', (_, country, postalCode, rate) => expect(rateOf(country, postalCode)).toBe(rate));

  it('is never the tax of what is zero-rated', () =>
    expect(taxRule({ country: 'PT', postalCode: '9000-018' }, 'zero').rate).toBe(0));

  it('is found by postal codes of one territory only, each with a source and a date', () => {
    for (const { name, source } of VAT_TERRITORIES) {
      expect([name, source.text]).not.toContain('');
      expect(source.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
    }
    expect(vatTerritory({ country: 'ES', postalCode: '38001' })?.name).toBe('Canary Islands');
    expect(vatTerritory({ country: 'US', postalCode: '35004' })).toBeUndefined();
  });
});
