// --link. As docker-cli 28.5.2's opts.ParseLink.

/** A link as it is kept: "db" is "db:db". */
export const linkOf = (text: string): string => {
  const [name = '', alias] = text.split(':');
  return `${name.replace(/^\//, '')}:${alias ?? name}`;
};
