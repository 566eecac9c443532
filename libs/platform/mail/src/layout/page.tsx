import { Body } from '@react-email/body';
import { Button } from '@react-email/button';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Html } from '@react-email/html';
import { Link } from '@react-email/link';
import { Preview } from '@react-email/preview';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import type { CSSProperties } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Block, MailContent } from './content.ts';
import { amount, look, type LookName, styleSheet } from './look.ts';

const DOCTYPE = '<!DOCTYPE html>';

export const toHtml = (content: MailContent): string =>
  `${DOCTYPE}${renderToStaticMarkup(<Page {...content} />)}`;

/** A class for style sheets and the same as an inline style for clients that ignore them. */
const as = (name: LookName, more?: CSSProperties): { className: string; style: CSSProperties } => ({
  className: name,
  style: { ...look[name], ...more },
});

function Page({ locale, subject, preview, heading, blocks, footer, brand }: MailContent) {
  return (
    <Html lang={locale}>
      <Head>
        <title>{subject}</title>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style dangerouslySetInnerHTML={{ __html: styleSheet }} />
      </Head>
      <Preview>{preview}</Preview>
      <Body {...as('paper')}>
        <Container {...as('frame')}>
          <Link href={brand.url} {...as('brand')}>
            {brand.name}
          </Link>
          <Section {...as('card')}>
            <h1 {...as('heading')}>{heading}</h1>
            {blocks.map((block, n) => (
              <Part key={n} {...block} />
            ))}
          </Section>
          <Section style={{ padding: '20px 0 0' }}>
            {footer.map((line) => (
              <Text key={line} {...as('footer')}>
                {line}
              </Text>
            ))}
          </Section>
        </Container>
      </Body>
    </Html>
  );
}

function Part(block: Block) {
  switch (block.kind) {
    case 'text':
      return <Text {...as(block.isSoft ? 'soft' : 'text')}>{block.text}</Text>;
    case 'button':
      return (
        <Section style={{ padding: '8px 0 20px' }}>
          <Button href={block.href} {...as('button')}>
            {block.label}
          </Button>
        </Section>
      );
    case 'items':
      return <Items items={block.items} />;
    case 'sums':
      return <Sums rows={block.rows} />;
    case 'facts':
      return <Facts facts={block.facts} />;
  }
}

function Items({ items }: { items: Extract<Block, { kind: 'items' }>['items'] }) {
  return (
    <Table {...as('rows')}>
      {items.map(({ title, note, amount: price }, n) => (
        <tr key={n}>
          <td {...as('cell')}>
            {title}
            {note && <span {...as('note')}>{note}</span>}
          </td>
          <td align="right" {...as('cell', amount)}>
            {price}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Sums({ rows }: { rows: Extract<Block, { kind: 'sums' }>['rows'] }) {
  return (
    <Table style={{ margin: '10px 0 18px' }}>
      {rows.map(({ label, amount: price }, n) => {
        const name = n === rows.length - 1 ? 'total' : 'sum';
        return (
          <tr key={label}>
            <td {...as(name)}>{label}</td>
            <td align="right" {...as(name, amount)}>
              {price}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function Facts({ facts }: { facts: Extract<Block, { kind: 'facts' }>['facts'] }) {
  return (
    // No white space between the blocks, or two would not fit side by side.
    <Section style={{ fontSize: 0, paddingTop: '20px' }}>
      {facts.map(({ label, lines }) => (
        <div key={label} {...as('fact')}>
          <span {...as('label')}>{label}</span>
          {lines.map((line, n) => (
            <span key={n} style={{ display: 'block' }}>
              {line}
            </span>
          ))}
        </div>
      ))}
    </Section>
  );
}

function Table({
  children,
  ...rest
}: {
  children: React.ReactNode;
  className?: string;
  style?: CSSProperties;
}) {
  return (
    <table role="presentation" width="100%" cellPadding="0" cellSpacing="0" border={0} {...rest}>
      <tbody>{children}</tbody>
    </table>
  );
}
