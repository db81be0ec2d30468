/** Prints the configuration of the image's server; `start.sh` fills in what is known only where it runs. */
import { nginxConfig } from './nginx-config.ts'

process.stdout.write(nginxConfig())
