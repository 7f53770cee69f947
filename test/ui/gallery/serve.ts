/** `npx tsx test/ui/gallery/serve.ts`: every state of the pod with fixtures, for looking at (port 5199). */
import vue from '@vitejs/plugin-vue'
import { createServer } from 'vite'

const server = await createServer({
  configFile: false,
  root: import.meta.dirname,
  plugins: [vue()],
  server: { port: 5199, strictPort: true, fs: { allow: ['../../..'] } },
})
await server.listen()
server.printUrls()
