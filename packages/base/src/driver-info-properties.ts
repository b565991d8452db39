import { z } from 'zod';

/** One driver_info key, as `GET /v1/drivers/X/properties` and the documentation show it. */
export interface DriverInfoProperty {
  readonly description: string;
  readonly required: boolean;
  readonly secret: boolean;
}

/** The keys of a driver_info schema with what their `.meta` says. */
export function driverInfoProperties(schema: z.ZodObject): ReadonlyMap<string, DriverInfoProperty> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(json.required);
  return new Map(
    Object.entries(json.properties ?? {}).map(([key, property]) => {
      const facts = typeof property === 'object' ? property : {};
      return [
        key,
        {
          description: facts.description ?? '',
          required: required.has(key),
          secret: facts['secret'] === true,
        },
      ];
    }),
  );
}
