/* The drawings of all icons by name: what stands between the tags of each SVG. Made by build/icon-sprite.ts. */
declare module "virtual:icons" {
  const drawings: Readonly<Record<string, string>>;
  export default drawings;
}
