-- Alone, because it reads the table: holds go on meanwhile.
ALTER TABLE hold_lines VALIDATE CONSTRAINT hold_lines_not_oversold;
