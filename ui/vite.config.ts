import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// One chunk a library, so that a page which draws no map does not load one.
function chunkOf(id: string): string | undefined {
  if (!id.includes('node_modules')) return undefined
  if (/[\\/](echarts|zrender)[\\/]/.test(id)) return 'charts'
  if (/[\\/](ol|rbush|quickselect|earcut|geotiff|pbf)[\\/]/.test(id)) return 'map'
  return undefined
}

export default defineConfig({
  plugins: [vue()],
  // The runtime build of vue-i18n holds no compiler: nothing that a strict CSP would refuse.
  resolve: { alias: { 'vue-i18n': 'vue-i18n/dist/vue-i18n.runtime.mjs' } },
  define: {
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  },
  server: {
    fs: { allow: ['..'] }, // the catalogue is ../data/messages.*.json
    proxy: { '/api': process.env.JUNHENG_URL ?? 'http://127.0.0.1:8080' },
  },
  build: {
    target: 'es2020',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: { output: { manualChunks: chunkOf } },
  },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost/' } },
    include: ['src/**/*.test.ts'],
  },
})
