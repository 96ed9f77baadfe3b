CREATE COLLATION types.ruled (provider = icu, locale = 'und', rules = '&V << w <<< W < ''x''');
